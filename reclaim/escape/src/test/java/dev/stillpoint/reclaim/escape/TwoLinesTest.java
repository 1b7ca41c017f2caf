// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** What a user writes. The two lines are shown in the documentation. */
class TwoLinesTest {

    // @start region="two-lines"
    @Test
    void guardsStayInTheirSections() {
        JavaClasses classes = new ClassFileImporter().importPackages("dev.stillpoint.reclaim.escape.clean");
        GuardEscapeRules.all().check(classes);
    }
    // @end
}
