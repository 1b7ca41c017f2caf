// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory.violation;

import dev.stillpoint.reclaim.claim.VersionClaims;
import dev.stillpoint.reclaim.grace.GracePeriods;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Each nested class shows users a type that is not theirs, in one of the places where a signature can. */
public final class ShowsInternals {

    private ShowsInternals() {
    }

    /** In a result. */
    public static final class Returns {

        /** Internal. */
        public @Nullable GracePeriods find() {
            return null;
        }
    }

    /** In a parameter. */
    public static final class Takes {

        /** Internal. */
        public void take(GracePeriods[] periods) {
        }
    }

    /** In a type argument. */
    public static final class TypeArgument {

        /** Internal. */
        public Map<String, Optional<? extends VersionClaims>> claims() {
            return Map.of();
        }
    }

    /** In the bound of a type parameter of a method. */
    public static final class MethodBound {

        /** Internal. */
        public <T extends VersionClaims> void claim(Supplier<T> claims) {
        }
    }

    /**
     * In the bound of a type parameter.
     *
     * @param <T> internal
     */
    public static class ClassBound<T extends VersionClaims> {
    }

    /** In a constructor, for subclasses. */
    public static class Constructor {

        /** Internal. */
        protected Constructor(GracePeriods periods) {
        }
    }

    /** In a field. */
    public static final class Field {

        /** Internal. */
        public final VersionClaims claims = new VersionClaims();
    }

    /** In a supertype. */
    public static final class Supertype implements Supplier<VersionClaims> {

        @Override
        public VersionClaims get() {
            return new VersionClaims();
        }
    }

    /** In what is thrown. */
    public static final class Throws {

        /** Internal. */
        public void run() throws Hidden {
        }
    }

    static final class Hidden extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /** A type of an exported package that is not public. */
    public static final class NotPublic {

        /** Internal. */
        public @Nullable Hidden find() {
            return null;
        }
    }
}
