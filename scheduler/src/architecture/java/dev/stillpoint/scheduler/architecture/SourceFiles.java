// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/** Each source file is a slice of its own: a top-level class with all that is nested in it. */
public final class SourceFiles implements SliceAssignment {

    private final Set<String> exempt;

    private SourceFiles(Set<String> exempt) {
        this.exempt = exempt;
    }

    /** Those of the project. */
    public static SourceFiles all() {
        return new SourceFiles(Set.of());
    }

    /** Those of the project, but for the ones in these packages. */
    public static SourceFiles allBut(String... packages) {
        return new SourceFiles(Set.of(packages));
    }

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        String home = outermost.getPackageName();
        return home.startsWith("dev.stillpoint") && !exempt.contains(home)
                ? SliceIdentifier.of(outermost.getFullName())
                : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return exempt.isEmpty() ? "files" : "files outside of " + exempt;
    }
}
