// SPDX-License-Identifier: Apache-2.0
/**
 * The harness that makes every allocation and every call of the libraries fail in turn, and looks whether all promises
 * hold. What it plays is in the package {@code scene}, which is loaded together with the libraries.
 * {@code docs/errors.md} describes it.
 */
@NullMarked
package dev.stillpoint.stress.faults;

import org.jspecify.annotations.NullMarked;
