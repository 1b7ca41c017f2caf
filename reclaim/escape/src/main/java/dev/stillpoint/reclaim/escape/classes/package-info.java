// SPDX-License-Identifier: Apache-2.0
/**
 * What the scanner knows about classes: names, annotations, hierarchy, code. It reads class files, and loads nothing.
 */
@NullMarked
package dev.stillpoint.reclaim.escape.classes;

import org.jspecify.annotations.NullMarked;
