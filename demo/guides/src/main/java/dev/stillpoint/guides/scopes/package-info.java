// SPDX-License-Identifier: Apache-2.0
/** The code of the page about structured task scopes. */
@NullMarked
package dev.stillpoint.guides.scopes;

import org.jspecify.annotations.NullMarked;
