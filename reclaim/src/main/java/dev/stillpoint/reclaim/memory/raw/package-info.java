// SPDX-License-Identifier: Apache-2.0
/** Memory by its address: the C library's calls, and reads and writes that nothing checks. Not for users. */
@NullMarked
package dev.stillpoint.reclaim.memory.raw;

import org.jspecify.annotations.NullMarked;
