// SPDX-License-Identifier: Apache-2.0
/** Collections off the heap, whose memory comes back by grace periods. */
@NullMarked
package dev.stillpoint.reclaim.collection;

import org.jspecify.annotations.NullMarked;
