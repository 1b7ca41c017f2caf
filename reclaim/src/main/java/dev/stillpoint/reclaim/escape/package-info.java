/**
 * Rules that find guards which leave their read section. They are for the tests of whoever uses guards:
 *
 * {@snippet :
 * GuardEscapeRules.noFieldHoldsAGuard().check(new ClassFileImporter().importPackages("com.example"));
 * }
 *
 * <p>They are written for ArchUnit, an <em>optional</em> dependency: nothing outside this package touches it, and who
 * wants the rules adds {@code com.tngtech.archunit:archunit} to the tests.
 */
@NullMarked
package dev.stillpoint.reclaim.escape;

import org.jspecify.annotations.NullMarked;
