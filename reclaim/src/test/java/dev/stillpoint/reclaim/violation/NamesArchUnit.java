// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

import com.tngtech.archunit.lang.ArchRule;

/** Libraries need nothing but the JDK. */
public record NamesArchUnit(ArchRule rule) {
}
