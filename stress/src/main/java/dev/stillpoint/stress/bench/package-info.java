// SPDX-License-Identifier: Apache-2.0
/**
 * JMH benchmarks, and what makes the files in {@code docs/benchmarks} of their results: the figures that are kept
 * ({@link dev.stillpoint.stress.bench.RecordedResults}) and their pictures ({@link dev.stillpoint.stress.bench.Chart}).
 */
@NullMarked
package dev.stillpoint.stress.bench;

import org.jspecify.annotations.NullMarked;
