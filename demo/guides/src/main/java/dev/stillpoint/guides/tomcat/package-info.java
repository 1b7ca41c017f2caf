// SPDX-License-Identifier: Apache-2.0
/** The code of the page about Tomcat. */
@NullMarked
package dev.stillpoint.guides.tomcat;

import org.jspecify.annotations.NullMarked;
