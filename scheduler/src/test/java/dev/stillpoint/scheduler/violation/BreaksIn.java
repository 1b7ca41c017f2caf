// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.violation;

import java.lang.reflect.Field;

/** Outside the one package that may. */
public final class BreaksIn {

    private BreaksIn() {
    }

    static void open(Field field) {
        field.setAccessible(true);
    }
}
