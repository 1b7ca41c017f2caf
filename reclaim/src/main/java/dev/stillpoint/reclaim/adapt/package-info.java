// SPDX-License-Identifier: Apache-2.0
/** Adapts what programs have already to retiring: handles, trees of handles, buffers, pooled values. */
@NullMarked
package dev.stillpoint.reclaim.adapt;

import org.jspecify.annotations.NullMarked;
