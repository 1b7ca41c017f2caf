// SPDX-License-Identifier: Apache-2.0
/**
 * Versions that come from files: read, checked, swapped in and retired, by hand or when the file changes. If anything
 * fails the old version stays in service.
 */
@NullMarked
package dev.stillpoint.reclaim.reload;

import org.jspecify.annotations.NullMarked;
