/**
 * ControllerRevisions: the templates that a StatefulSet or a DaemonSet has had. {@link
 * dev.keelson.controllers.history.Revision} is one, {@link dev.keelson.controllers.history.History}
 * keeps an owner's.
 */
@NullMarked
package dev.keelson.controllers.history;

import org.jspecify.annotations.NullMarked;
