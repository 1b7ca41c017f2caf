// SPDX-License-Identifier: Apache-2.0
/** The code of the page about Spring Boot. */
@NullMarked
package dev.stillpoint.guides.spring;

import org.jspecify.annotations.NullMarked;
