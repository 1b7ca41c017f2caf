// SPDX-License-Identifier: Apache-2.0
/** The code of the page about Jetty. */
@NullMarked
package dev.stillpoint.guides.jetty;

import org.jspecify.annotations.NullMarked;
