// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.violation;

import dev.stillpoint.reclaim.ReadGuard;

/** The analyser knows the library by names only. */
public record NamesTheLibrary(ReadGuard guard) {
}
