package dev.stillpoint.reclaim.violation;

import com.tngtech.archunit.lang.ArchRule;

/** It is optional. */
public record NamesArchUnit(ArchRule rule) {
}
