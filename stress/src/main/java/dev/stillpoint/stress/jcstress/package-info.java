// SPDX-License-Identifier: Apache-2.0
/**
 * JCStress tests of the protocols: JCStress's own threads play carrier, visitor and writer. One story per file, each
 * with its broken twins first: a twin differs in one step, and its failure must be observed, else the real test proves
 * nothing. {@link dev.stillpoint.stress.jcstress.StressPass} runs all of them in the build and checks exactly that.
 *
 * <p>Every test can be run for longer with JCStress's own launcher; the command stands at the head of each file.
 */
@NullMarked
package dev.stillpoint.stress.jcstress;

import org.jspecify.annotations.NullMarked;
