/**
 * The only code of the project that names JDK internals: what is used, why, and on which JDK it was checked stands in
 * {@code docs/jdk-internals.md}.
 */
@NullMarked
package dev.stillpoint.scheduler.jdk;

import org.jspecify.annotations.NullMarked;
