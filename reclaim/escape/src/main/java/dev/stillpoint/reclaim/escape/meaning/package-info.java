// SPDX-License-Identifier: Apache-2.0
/** What types and methods mean to the scanner: by their names, their marks, and the policy. */
@NullMarked
package dev.stillpoint.reclaim.escape.meaning;

import org.jspecify.annotations.NullMarked;
