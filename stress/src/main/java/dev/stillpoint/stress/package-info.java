// SPDX-License-Identifier: Apache-2.0
/** What the proofs have in common; each has a package of its own. */
@NullMarked
package dev.stillpoint.stress;

import org.jspecify.annotations.NullMarked;
