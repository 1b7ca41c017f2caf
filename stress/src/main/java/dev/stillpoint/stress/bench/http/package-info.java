// SPDX-License-Identifier: Apache-2.0
/** HTTP servers under load from a process of its own: the schedulers compared as the owner of a server would. */
@NullMarked
package dev.stillpoint.stress.bench.http;

import org.jspecify.annotations.NullMarked;
