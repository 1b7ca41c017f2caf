// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.lincheck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;

/** One operation of a scenario that is written down. */
public final class Call {

    private final String operation;
    private final List<Object> arguments;

    private Call(String operation, List<Object> arguments) {
        this.operation = operation;
        this.arguments = arguments;
    }

    public static Call of(String operation, Object... arguments) {
        return new Call(operation, List.of(arguments));
    }

    Actor on(Class<?> structure) {
        Method method = Arrays.stream(structure.getMethods()).filter(one -> one.getName().equals(operation)).findFirst()
                .orElseThrow();
        return new Actor(method, arguments);
    }
}
