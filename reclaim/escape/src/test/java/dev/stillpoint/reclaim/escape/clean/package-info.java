// SPDX-License-Identifier: Apache-2.0
/** A small program that uses guards as it should. */
package dev.stillpoint.reclaim.escape.clean;
