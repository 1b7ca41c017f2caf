// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.violation;

import jdk.net.ExtendedSocketOptions;

/** What begins with jdk is for the adapter alone. */
public record NamesInternals(ExtendedSocketOptions options) {
}
