// SPDX-License-Identifier: Apache-2.0
/** What it costs to allocate and to free off-heap memory. */
@NullMarked
package dev.stillpoint.stress.bench.memory;

import org.jspecify.annotations.NullMarked;
