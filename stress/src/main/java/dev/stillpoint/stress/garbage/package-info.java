// SPDX-License-Identifier: Apache-2.0
/** How much waits to be freed behind readers that never leave, with demotion and without, and whether they notice. */
@NullMarked
package dev.stillpoint.stress.garbage;

import org.jspecify.annotations.NullMarked;
