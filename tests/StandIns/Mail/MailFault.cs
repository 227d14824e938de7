namespace RiskMonitor.StandIns.Mail;

/// <summary>What a mail server does instead of its work.</summary>
public enum MailFault
{
    None,

    /// <summary>Says nothing to whoever connects, for as long as they wait.</summary>
    Slow,

    /// <summary>"Try again later" (451) to every recipient.</summary>
    RefusesForNow,

    /// <summary>"No such mailbox" (550) to every recipient.</summary>
    RefusesForGood,

    /// <summary>"Sign in first" (530) to whoever wants to send.</summary>
    WantsSignIn,

    /// <summary>Takes the message and dies before it says so.</summary>
    DiesAfterData,
}
