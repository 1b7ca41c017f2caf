// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/**
 * Whether a {@link Reclaimer} is alive, and one sentence why: the answer of {@link Reclaimer#health}.
 *
 * @param alive whether memory that is retired now will be freed, as far as the reclaimer can tell
 * @param reason what makes it so, for a person who reads the answer of a probe
 */
public record ReclaimerHealth(boolean alive, String reason) {
}
