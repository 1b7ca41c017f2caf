// SPDX-License-Identifier: Apache-2.0
/** The code of the page about Helidon. */
@NullMarked
package dev.stillpoint.guides.helidon;

import org.jspecify.annotations.NullMarked;
