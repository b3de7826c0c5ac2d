/// What happens, in the kernel's nouns and past tense: a sealed family of records and the port that they leave by.
///
/// An event never carries a live object, so it may outlive the machine, cross threads and be compared. Every rendering is
/// one exhaustive `switch` over [Event][kprobarium.event.Event]: a new event does not compile until each can say it.
package kprobarium.event;
