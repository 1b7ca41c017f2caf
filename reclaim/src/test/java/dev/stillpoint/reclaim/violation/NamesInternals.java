// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

import jdk.net.ExtendedSocketOptions;

/** What begins with jdk is not for libraries. */
public record NamesInternals(ExtendedSocketOptions options) {
}
