package dev.stillpoint.reclaim.violation;

import com.tngtech.archunit.lang.ArchRule;

/** Libraries need nothing but the JDK. */
public record NamesArchUnit(ArchRule rule) {
}
