-- Grain: one combination of axes that occurs; TypeScript finds its segment in the agreement's ordered rules.
SELECT DISTINCT no, presence, activity, declared, detected_by, rats FROM period.device_class ORDER BY ALL
