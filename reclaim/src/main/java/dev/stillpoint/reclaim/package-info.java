// SPDX-License-Identifier: Apache-2.0
/**
 * Quiescent-state-based reclamation for virtual threads. Readers go through {@link dev.stillpoint.reclaim.ScopedQsbr},
 * writers hand what they unlinked to a {@link dev.stillpoint.reclaim.Reclaimer}, and
 * {@link dev.stillpoint.reclaim.QsbrReference} does both for one current version.
 */
@NullMarked
package dev.stillpoint.reclaim;

import org.jspecify.annotations.NullMarked;
