namespace RiskMonitor.Domain.Rules;

/// <summary>What the rules that rest on compulsory school age say when it does not hold.</summary>
internal static class CompulsoryAge
{
    /// <summary>Why a legal rule is silent today; null when the pupil is of compulsory school age.</summary>
    internal static Verdict? Silence(PupilAt at) => at.IsOfCompulsoryAge(at.Today) switch
    {
        null => new CannotTell("neither date of birth nor year group is known, so compulsory school age is not"),
        false => new Quiet("not of compulsory school age"),
        true => null,
    };
}
