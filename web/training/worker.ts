/** The script of a worker: it computes samples, one after another (labour.ts tells it which). */
import { TrainingKernel } from "./kernel";
import type { Answer, Order } from "./labour";

const page = self as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(answer: Answer, transfer?: Transferable[]): void;
};

let kernel: TrainingKernel | null = null;

async function obey(order: Order): Promise<void> {
  if (order.kind === "begin") {
    const module = await WebAssembly.compile(order.bytes as BufferSource);
    kernel = await TrainingKernel.create(module, order.setting);
    page.postMessage({ kind: "ready" });
  } else if (order.kind === "learn") {
    kernel!.learn(order.parameters, order.target);
  } else {
    const outcome = kernel!.whole(order.sample, order.forward);
    page.postMessage({ kind: "done", outcome }, [outcome.gradient.buffer, outcome.grown.buffer]);
  }
}

page.onmessage = ({ data }) => {
  obey(data).catch((error: unknown) => page.postMessage({ kind: "failed", why: String(error) }));
};
