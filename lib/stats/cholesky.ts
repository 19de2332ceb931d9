/** Owns the factorisation of small dense symmetric matrices; refuses ones that are not positive definite. */

/**
 * The lower factor L with L·Lᵀ = matrix (Golub and Van Loan 2013, algorithm 4.2.2). Row-major, size × size; only the lower
 * triangle is read and written. Throws RangeError when the matrix is not positive definite.
 */
export function factorize(matrix: Float64Array, size: number): Float64Array {
  if (matrix.length !== size * size) throw new RangeError("matrix must have size × size values");
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      if (i !== j) factor[i * size + j] = sum / (factor[j * size + j] as number);
      else if (sum > 0) factor[i * size + i] = Math.sqrt(sum);
      else throw new RangeError("matrix must be positive definite");
    }
  }
  return factor;
}

/** The inverse of a lower factor, itself lower triangular, so that matrix⁻¹ = Kᵀ·K for K = L⁻¹. */
export function invertFactor(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const pivot = factor[i * size + i] as number;
    // Row by row keeps the inner loop on neighbouring memory.
    for (let k = 0; k < i; k++) {
      const scale = factor[i * size + k] as number;
      if (scale === 0) continue;
      for (let j = 0; j <= k; j++) {
        inverse[i * size + j] = (inverse[i * size + j] as number) - scale * (inverse[k * size + j] as number);
      }
    }
    for (let j = 0; j < i; j++) inverse[i * size + j] = (inverse[i * size + j] as number) / pivot;
    inverse[i * size + i] = 1 / pivot;
  }
  return inverse;
}

/** K·x for a lower triangular K. */
export function multiplyLower(lower: Float64Array, size: number, x: ArrayLike<number>): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += (lower[i * size + j] as number) * (x[j] as number);
    result[i] = sum;
  }
  return result;
}

/** Kᵀ·x for a lower triangular K. */
export function multiplyLowerTransposed(lower: Float64Array, size: number, x: ArrayLike<number>): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const scale = x[i] as number;
    for (let j = 0; j <= i; j++) result[j] = (result[j] as number) + (lower[i * size + j] as number) * scale;
  }
  return result;
}
