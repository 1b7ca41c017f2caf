// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.violation;

import com.tngtech.archunit.lang.ArchRule;

/** It is optional: only the rules may need it. */
public record NamesArchUnit(ArchRule rule) {
}
