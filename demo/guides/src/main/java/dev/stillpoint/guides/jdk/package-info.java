// SPDX-License-Identifier: Apache-2.0
/** The code of the page about the server of the JDK. */
@NullMarked
package dev.stillpoint.guides.jdk;

import org.jspecify.annotations.NullMarked;
