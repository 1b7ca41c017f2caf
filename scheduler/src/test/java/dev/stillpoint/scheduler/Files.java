// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Each source file is a slice of its own: a top-level class with all that is nested in it. */
final class Files implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost.getPackageName().startsWith("dev.stillpoint") ? SliceIdentifier.of(outermost.getFullName())
                : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return "files";
    }
}
