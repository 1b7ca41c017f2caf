// SPDX-License-Identifier: Apache-2.0
/** A million virtual threads at once, half of them parked inside read sections. */
@NullMarked
package dev.stillpoint.stress.million;

import org.jspecify.annotations.NullMarked;
