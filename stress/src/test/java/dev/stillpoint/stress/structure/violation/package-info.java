// SPDX-License-Identifier: Apache-2.0
/** Two files that know each other, to show that the knot is found. */
package dev.stillpoint.stress.structure.violation;
