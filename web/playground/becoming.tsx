/** A picker that changes which of its pictures an organism grows, while it lives. */
import type { NamedPicture } from "../engine/types";
import type { Actions } from "./actions";
import { useStore } from "./context";
import { pictureOf } from "./fitting";

/** A button for each picture of the organism in use; nothing if it has a single picture. */
export function Becoming({ actions }: { actions: Actions }) {
  const store = useStore();
  const organism = store.current.value?.organism;
  if (organism === undefined || organism.pictures.length < 2) return null;
  const now = pictureOf(organism, store.signals.value[store.species.value]);
  return (
    <div class="becoming">
      <span class="name">What it is{now === null && ": a mixture"}</span>
      <div class="picker" role="group" aria-label="What it is">
        {organism.pictures.map((picture) => (
          <button
            key={picture.target.name}
            type="button"
            aria-label={`Turn into ${picture.target.name}`}
            title={`Turn into ${picture.target.name}`}
            aria-pressed={picture === now}
            onClick={() => actions.become(picture)}
          >
            <Shown picture={picture} />
          </button>
        ))}
      </div>
    </div>
  );
}

function Shown({ picture: { target } }: { picture: NamedPicture }) {
  if (target.png === null) return <span class="portrait">{target.name.slice(0, 2)}</span>;
  return <img src={`data:image/png;base64,${target.png}`} alt="" width={40} height={40} draggable={false} />;
}
