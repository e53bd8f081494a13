/** What is to be grown, beside what grows. `picture`: a data URL. */
export function Aim({ picture }: { picture: string | null }) {
  if (picture === null) return null;
  return (
    <figure class="aim">
      <img src={picture} alt="The target" />
      <figcaption class="quiet">target</figcaption>
    </figure>
  );
}
