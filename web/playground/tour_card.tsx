/** The tour's card over the world. */
import type { Tour } from "./tour";
import { IconButton } from "./controls";

export function TourCard({ tour }: { tour: Tour }) {
  const at = tour.at.value;
  if (at === null) return null;
  const { steps } = tour;
  const last = at === steps.length - 1;
  return (
    <section class="tour" aria-label="Guided tour" data-done={tour.done.value}>
      <p role="status">{steps[at]!.text}</p>
      <span class="quiet">
        {at + 1} of {steps.length}
      </span>
      {tour.done.value && <span class="tick" role="img" aria-label="Done" />}
      <button type="button" class="text-button" onClick={() => tour.go(at + 1)}>
        {last ? "End" : tour.done.value ? "Next" : "Skip"}
      </button>
      <IconButton icon="close" label="Leave the tour" onClick={() => tour.go(null)} />
    </section>
  );
}
