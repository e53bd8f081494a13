/** The loss over the iterations, on a logarithmic scale. */
import type { Studio } from "./studio";

const [WIDTH, HEIGHT] = [300, 84];
const [LEFT, TOP, BOTTOM] = [24, 6, 8];
/** log10 losses that are shown at least. */
const [HIGHEST, LOWEST] = [-1, -3.2];

export function LossCurve({ studio }: { studio: Studio }) {
  const points = studio.record.curve.value;
  const losses = points.map(([, loss]) => loss);
  const [high, low] = [Math.max(HIGHEST, ...losses), Math.min(LOWEST, ...losses)];
  const x = (iteration: number): number => LEFT + ((WIDTH - LEFT) * iteration) / Math.max(studio.record.iterations.value, 1);
  const y = (loss: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (high - loss)) / (high - low);
  const path = points.map(([iteration, loss], index) => {
    return `${index === 0 ? "M" : "L"}${x(iteration).toFixed(1)} ${y(loss).toFixed(1)}`;
  });
  const lines = Array.from({ length: Math.floor(high - low) + 1 }, (_, i) => Math.floor(high) - i);
  return (
    <svg class="loss" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Error by iteration, log10">
      {lines.map((loss) => (
        <g key={loss}>
          <path class="rule" d={`M${LEFT} ${y(loss)}H${WIDTH}`} />
          <text x={LEFT - 4} y={y(loss) + 3.5}>
            {String(loss).replace("-", "−")}
          </text>
        </g>
      ))}
      <path class="line" d={path.join("")} />
    </svg>
  );
}
