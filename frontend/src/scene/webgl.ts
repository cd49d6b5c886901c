/** Whether this browser can draw in 3D at all; asked once. */
let answer: boolean | null = null;

export function hasWebgl(): boolean {
  if (answer === null) {
    try {
      answer = document.createElement('canvas').getContext('webgl2') !== null;
    } catch {
      answer = false;
    }
  }
  return answer;
}
