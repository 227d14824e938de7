namespace RiskMonitor.Dashboard.Auditing;

/// <summary>What an action of the audit trail is called.</summary>
public static class AuditWords
{
    /// <summary>The actions one may look for, in the order in which they are offered.</summary>
    public static IReadOnlyDictionary<string, string> Actions { get; } = new Dictionary<string, string>
    {
        ["student.open"] = "opened a case",
        ["student.reveal"] = "revealed a name",
        ["student.household"] = "saw a pupil in another's household",
        ["board.open"] = "opened a wall",
        ["digest.open"] = "opened a digest",
        ["narrative.read"] = "read a narrative",
        ["student.export"] = "took a file away",
        ["alert.acknowledge"] = "acknowledged an alert",
        ["alert.snooze"] = "set an alert aside",
        ["alert.escalate"] = "escalated an alert",
        ["alert.note"] = "wrote a note on an alert",
        ["alert.watch"] = "watches an alert",
        ["alert.unwatch"] = "watches an alert no more",
        ["alert.close"] = "closed an alert",
        ["alert.undo"] = "undid a step on an alert",
        ["session.sign-in"] = "signed in",
        ["session.sign-out"] = "signed out",
        ["session.end-all"] = "signed out everywhere",
        ["grant.give"] = "gave a grant",
        ["grant.accept"] = "took a grant",
        ["grant.withdraw"] = "withdrew a grant",
        ["grant.list"] = "looked at whose cases were given to colleagues",
        ["grant.break-glass"] = "took access in an emergency",
        ["trust.share"] = "changed what the trust sees",
        ["notice.mass-viewing"] = "looked at many pupils",
        ["notice.break-glass"] = "was told of for access in an emergency",
        ["notice.settle"] = "looked into a notice",
        ["rules.publish"] = "published rules",
        ["back-test.start"] = "tried other rules on the history",
        ["duty.change"] = "changed who is on duty",
        ["categories.sign-off"] = "signed off a category",
        ["narrative.keep"] = "began to keep narratives",
        ["narrative.drop"] = "had narratives deleted",
        ["import.file"] = "imported a file",
        ["import.preview"] = "looked at what a file would change",
        ["trust.leave"] = "took a school out of a trust",
        ["concern.list-waiting"] = "looked at the rows that wait",
        ["concern.look-at-row"] = "looked at whom a row may mean",
        ["concern.place"] = "said whose concern a row is",
        ["concern.not-ours"] = "said that a row is nobody's here",
        ["concern.take-back"] = "took back what was said of a row",
        ["feeds.retry-quarantine"] = "had rows in quarantine read again",
        ["feeds.accept-loss"] = "accepted that a list cannot be read",
        ["wall.admit"] = "admitted a screen",
        ["wall.enter"] = "a screen came in",
        ["wall.withdraw"] = "withdrew a screen",
        ["digest.resend"] = "had a digest sent again",
        ["student.decide"] = "recorded a decision about a pupil",
        ["student.subject-access"] = "took away all that is held of a pupil",
        ["identity.list"] = "looked at records that may be one child",
        ["observations.withdraw"] = "a program took back what it had sent",
        ["retention.held"] = "saw on whom there is a hold",
        ["retention.preview"] = "looked at what is past its period",
        ["retention.dispose"] = "began a disposal",
        ["retention.disposed"] = "disposed of what was past its period",
        ["retention.hold"] = "put a hold on disposal",
        ["retention.lift"] = "lifted a hold on disposal",
        ["audit.search"] = "looked into this trail",
        ["audit.verify"] = "had this trail checked",
        ["keys.rotate"] = "had a school's keys changed",
        ["keys.rewrap"] = "had the master key changed",
        ["keys.shred"] = "had a school's data made unreadable for ever",
    };

    /// <summary>An action without a name of its own is shown as it is stored: nothing is hidden.</summary>
    public static string Action(string what) => Actions.GetValueOrDefault(what, what);

    public static string State(string state) => state switch
    {
        "never" => "Nobody has had it checked since the service started.",
        "running" => "It is being checked.",
        "whole" => "It is whole: no row was changed, moved or deleted, and no end was cut.",
        "tampered" => "It is not whole. Somebody has changed it.",
        _ => "It could not be checked.",
    };
}
