/// What happened, as text: one JSON object, one line like ftrace's, or a timeline for ui.perfetto.dev.
///
/// Each rendering is one exhaustive `switch` over [Event][kprobarium.event.Event] without a default, so a new event does not compile until
/// each can say it. All three call an event by the same name, its record's in snake_case.
package kprobarium.event.render;
