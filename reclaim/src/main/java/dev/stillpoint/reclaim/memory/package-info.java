// SPDX-License-Identifier: Apache-2.0
/** Off-heap memory that is allocated and freed one block at a time, without a handshake between threads. */
@NullMarked
package dev.stillpoint.reclaim.memory;

import org.jspecify.annotations.NullMarked;
